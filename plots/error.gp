# Predicted / measured against n; the band is a prediction within 20 %.
set multiplot
headline_text = 'Predicted / measured; in the band a prediction is within 20 %'
eval headline
set logscale x 2
set xtics 1, n_high / n_low > 1e4 ? 16 : n_high / n_low > 64 ? 4 : 2
set xrange [n_low / 1.8:n_high * 1.8]
set logscale y 10
unset mytics
bottom = low < 0.11 ? 0.08 : low < 0.21 ? 0.17 : 0.42
top = high > 9 ? 12.5 : high > 4.5 ? 6 : 2.4
set object 1 rectangle from graph 0, first 0.8 to graph 1, first 1.2 behind fillcolor rgb '#cfe8cf' fillstyle solid noborder
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead linecolor rgb '#555555' linewidth 1
beside (n, m) = n * 2 ** (0.6 * (m - (models + 1) / 2.0) / models * log (n_high / n_low) / log (4096))
at_edge (y) = y > top ? 0.93 * top : y < bottom ? 1.07 * bottom : NaN
do for [k = 0:panels - 1] {
  eval place
  if (is_lowest (k)) { set format x '2^{%L}'; set xlabel 'n' offset 0, 0.3 } else { set format x ''; unset xlabel }
  set format y (is_left (k) ? '%g' : '')
  set ytics (0.1, 0.2, 0.5, 1, 2, 5, 10)
  side = 'predicted / measured'
  eval side_place
  plot [][bottom:top] \
    for [m = 1:models] $data index k * (models + 1) + m using (beside ($1, m)):2:3:4 with yerrorbars linestyle 100 + m pointtype 0, \
    for [m = 1:models] $data index k * (models + 1) + m using (beside ($1, m)):2 with linespoints linestyle m, \
    for [m = 1:models] $data index k * (models + 1) + m using (beside ($1, m)):(at_edge ($2)) with points linestyle m
  unset label 1
}
eval legend_place
do for [m = 1:models] { set label m names[m] at key_x (m - 1) + 40, key_y (m - 1) noenhanced }
do for [m = 1:models] { set arrow m from key_x (m - 1), key_y (m - 1) to key_x (m - 1) + 34, key_y (m - 1) nohead linestyle m }
$spot << EOD
0
EOD
plot for [m = 1:models] $spot using (key_x (m - 1) + 17):(key_y (m - 1)) with points linestyle m
unset multiplot
