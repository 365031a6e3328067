# Time against n: measured medians with their 95 % intervals, and a line for each model.
set multiplot
headline_text = 'Time against n: points are measured (median, 95 % interval), lines are predicted'
eval headline
set logscale x 2
set xtics 1, n_high / n_low > 1e4 ? 16 : n_high / n_low > 64 ? 4 : 2
set xrange [n_low / 1.4:n_high * 1.4]
set logscale y 10
unset mytics
do for [k = 0:panels - 1] {
  eval place
  if (is_lowest (k)) { set format x '2^{%L}'; set xlabel 'n' offset 0, 0.3 } else { set format x ''; unset xlabel }
  if (!is_left (k)) { set format y '' } else { if (unit eq 's') { set format y '%.0s %cs' } else { set format y '10^{%L}' } }
  side = (unit eq 's' ? 'time' : 'time in '.unit.'s')
  eval side_place
  set label 3 verdicts[k + 1] at graph 0.99, 0.07 right noenhanced font sprintf (',%g', 13 * letters) textcolor rgb '#333333'
  plot [][0.35 * low:1.6 * high] \
    for [m = 1:models] $data index k * (models + 1) + m using 1:2 with lines linestyle m, \
    $data index k * (models + 1) using 1:2:3:4 with yerrorbars linestyle 50
  unset label 1
}
eval legend_place
set label 1 'measured' at key_x (0) + 40, key_y (0)
do for [m = 1:models] { set label 1 + m names[m] at key_x (m) + 40, key_y (m) noenhanced }
do for [m = 1:models] { set arrow m from key_x (m), key_y (m) to key_x (m) + 34, key_y (m) nohead linestyle m }
$spot << EOD
0
EOD
plot $spot using (key_x (0) + 17):(key_y (0)):(key_y (0) - 9):(key_y (0) + 9) with yerrorbars linestyle 50
unset multiplot
