# Relative speed-up, against the same variant on one processor, and where the sequential program was measured, absolute
# speed-up, against that; the grey line is p itself.
set multiplot
headline_text = absolute ? 'Speed-up: relative, and absolute against the sequential program' \
                         : 'Speed-up against the same variant on one processor'
sections = models + 1 + absolute
eval headline
stats $data using 1 nooutput
most = STATS_max
set xtics 1
if (most > 8) { set logscale xy 2; unset xtics; set xtics 1, 2 }
beside (p, m) = p > 1 ? (most > 8 ? p * 2 ** (0.03 * (m - (models + 1) / 2.0)) : p + 0.02 * (most - 1) * (m - (models + 1) / 2.0)) : p
do for [k = 0:panels - 1] {
  eval place
  if (is_lowest (k)) { set format x '%g'; set xlabel 'processors' offset 0, 0.3 } else { set format x ''; unset xlabel }
  set format y (is_left (k) ? '%g' : '')
  side = 'speed-up'
  eval side_place
  plot [most > 8 ? 0.85 : 1 - 0.1 * (most - 1):most > 8 ? most * 1.2 : most + 0.12 * (most - 1)] \
       [most > 8 ? 0.8 * low : 0:(high > most ? high : most) * 1.08] x with lines linestyle 51 linewidth 3, \
    for [m = 1:models] $data index k * sections + m using (beside ($1, m)):2 with linespoints linestyle m, \
    for [m = models + 1:models + absolute] $data index k * sections + m using 1:2 with points linestyle 49, \
    $data index k * sections using 1:2:3:4 with yerrorbars linestyle 50
  unset label 1
}
eval legend_place
set label 1 absolute ? 'relative' : 'measured' at key_x (0) + 40, key_y (0)
do for [m = 1:models] { set label 1 + m names[m] at key_x (m) + 40, key_y (m) noenhanced }
do for [m = 1:models] { set arrow m from key_x (m), key_y (m) to key_x (m) + 34, key_y (m) nohead linestyle m }
if (absolute) { set label 2 + models 'absolute' at key_x (models + 1) + 40, key_y (models + 1) }
$spot << EOD
0
EOD
plot for [m = 1:models] $spot using (key_x (m) + 17):(key_y (m)) with points linestyle m, \
  for [m = models + 1:models + absolute] $spot using (key_x (m) + 17):(key_y (m)) with points linestyle 49, \
  $spot using (key_x (0) + 17):(key_y (0)):(key_y (0) - 9):(key_y (0) + 9) with yerrorbars linestyle 50
unset multiplot
