# Predicted / measured against n; the band is a prediction within 20 %.
set multiplot
set label 1 'Predicted / measured; the band is +-20 %' at screen 0.5, 1 - 15.0 / height center font ',15'
set logscale x 2
set xtics 1, 4
set xrange [n_low / 1.4:n_high * 1.4]
set logscale y 2
set format x '2^{%L}'
set format y '%g'
set ytics 2.0**-20, 4
bottom = low < 0.5 ? (low > 1.0 / 64 ? 0.8 * low : 1.0 / 64) : 0.45
top = high > 2 ? (high < 64 ? 1.25 * high : 64) : 2.2
set object 1 rectangle from graph 0, first 0.8 to graph 1, first 1.2 behind fillcolor rgb '#e8e8e8' fillstyle solid noborder
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead linecolor rgb 'black' linewidth 1
do for [k = 0:panels - 1] {
  eval place
  if (k >= panels - columns) { set xlabel 'n' offset 0, 0.6 } else { unset xlabel }
  side = 'predicted / measured'
  eval side_place
  plot [][bottom:top] for [m = 1:models] $data index k * (models + 1) + m using 1:2:3:4 \
    with yerrorlines linestyle line_of (m)
  unset label 1
}
eval legend_place
plot NaN notitle, for [m = 1:models] keyentry with linespoints linestyle line_of (m) title names[m]
unset multiplot
