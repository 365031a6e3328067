# Relative speed-up, against the same variant on one processor; the grey line is p itself.
set multiplot
set label 1 'Relative speed-up (against the same variant on one processor)' at screen 0.5, 1 - 15.0 / height center font ',15'
set xtics 1
stats $data using 1 nooutput
most = STATS_max
if (most > 8) { set logscale xy 2; unset xtics; set xtics 1, 2 }
do for [k = 0:panels - 1] {
  eval place
  if (k >= panels - columns) { set xlabel 'processors' offset 0, 0.6 } else { unset xlabel }
  side = 'speed-up'
  eval side_place
  plot [0.9:most * 1.05][(most > 8 ? 0.5 * low : 0):(high > most ? high : most) * 1.05] x with lines linestyle 21 linewidth 2, \
    for [m = 1:models] $data index k * (models + 1) + m using 1:2 with linespoints linestyle line_of (m), \
    $data index k * (models + 1) using 1:2:3:4 with yerrorbars linestyle 20
  unset label 1
}
eval legend_place
plot NaN notitle, keyentry with points linestyle 20 title 'measured', \
  for [m = 1:models] keyentry with linespoints linestyle line_of (m) title names[m]
unset multiplot
