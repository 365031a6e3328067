# Each variant's time as a multiple of the fastest one's: 1 is the fastest. A dashed line where another becomes the fastest.
set multiplot
headline_text = 'Times as a multiple of the fastest variant; dashed: where another becomes the fastest'
eval headline
set logscale x 2
set xtics 1, n_high / n_low > 1e4 ? 16 : n_high / n_low > 64 ? 4 : 2
set xrange [n_low / 1.3:n_high * 1.3]
set logscale y 10
unset mytics
top = high > 8 ? 10 : high > 4 ? 1.25 * high : high > 2 ? 5 : 2.5
set ytics (1, 1.2, 1.5, 2, 3, 5, 10)
set style textbox opaque noborder margins 0.4, 0.2
do for [k = 0:panels - 1] {
  eval place
  set format x (!is_lowest (k) ? '' : against eq 'n' ? '2^{%L}' : '%g')
  if (is_lowest (k)) { set xlabel against eq 'n' ? 'n' : 'processors' offset 0, 0.3 } else { unset xlabel }
  set format y (is_left (k) ? '%g' : '')
  side = 'time / time of the fastest'
  eval side_place
  plot [][0.93:top] 1 with lines linestyle 51 linewidth 3, \
    $data index k * (models + 1) using 1:(1):(0):(0.86 * top - 1) with vectors nohead \
      linecolor rgb '#333333' linewidth 1.2 dashtype 2, \
    for [m = 1:models] $data index k * (models + 1) + m using 1:2 with lines linestyle m, \
    for [m = 1:models] $data index k * (models + 1) + m using 1:3 with points linestyle m, \
    $data index k * (models + 1) using 1:((int ($0) % 2 ? 0.78 : 0.91) * top):(sprintf ('%.0f', $1)) with labels boxed \
      font sprintf (',%g', 13 * letters)
}
eval legend_place
do for [m = 1:models] { set label m names[m] at key_x (m - 1) + 40, key_y (m - 1) noenhanced }
do for [m = 1:models] { set arrow m from key_x (m - 1), key_y (m - 1) to key_x (m - 1) + 34, key_y (m - 1) nohead linestyle m }
$spot << EOD
0
EOD
plot for [m = 1:models] $spot using (key_x (m - 1) + 17):(key_y (m - 1)) with points linestyle m
unset multiplot
