# Time against n: measured medians with their 95 % intervals, and a line for each model.
set multiplot
set label 1 'Time against n: measured (95 % interval) and predicted' at screen 0.5, 1 - 15.0 / height center font ',15'
set logscale x 2
set xtics 1, 4
set xrange [n_low / 1.4:n_high * 1.4]
set logscale y 10
set format x '2^{%L}'
if (unit eq 's') { set format y '%.0s %cs' } else { set format y '10^{%L}' }
do for [k = 0:panels - 1] {
  eval place
  if (k >= panels - columns) { set xlabel 'n' offset 0, 0.6 } else { unset xlabel }
  side = (unit eq 's' ? 'time' : 'time in '.unit.'s')
  eval side_place
  plot [][0.7 * low:1.5 * high] \
    for [m = 1:models] $data index k * (models + 1) + m using 1:2 with lines linestyle line_of (m), \
    $data index k * (models + 1) using 1:2:3:4 with yerrorbars linestyle 20
  unset label 1
}
eval legend_place
plot NaN notitle, keyentry with points linestyle 20 title 'measured', \
  for [m = 1:models] keyentry with lines linestyle line_of (m) title names[m]
unset multiplot
