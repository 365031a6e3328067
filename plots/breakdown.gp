# Where the time goes: a bar measured and one for each model, superstep after superstep, each of four parts.
set multiplot
headline_text = 'Where the time goes, superstep by superstep (0, 1, ...)'
eval headline
array part[4] = [ 'computing', 'communicating', 'synchronising', 'waiting' ]
array shade[4] = [ 0x56B4E9, 0xE69F00, 0x009E73, 0xCC79A7 ]
set style fill solid 1 noborder
set grid xtics linestyle 51
set grid noytics
set border 1
under = 36
step_of (x) = x < 1.5 ? 1 : x < 3.5 ? 2 : x < 7.5 ? 5 : 10
do for [k = 0:panels - 1] {
  eval place
  stats $data index k * (models + 1) using 6 name 'measured' nooutput
  scale = measured_max >= 1 ? 1 : measured_max >= 1e-3 ? 1e-3 : 1e-6
  longest_bar = measured_max
  do for [m = 1:models] {
    stats $data index k * (models + 1) + m using 6 name 'bar' nooutput
    if (bar_max > longest_bar) { longest_bar = bar_max }
  }
  top = (longest_bar > 2.5 * measured_max ? 2.5 * measured_max : 1.22 * longest_bar) / scale
  decade = 10.0 ** floor (log10 (top / 3))
  set title titles[k + 1].(scale == 1 ? ', time in s' : scale == 1e-3 ? ', time in ms' : ', time in us')
  set xtics step_of (top / 3 / decade) * decade
  unset ytics
  if (is_left (k)) { set ytics () scale 0 noenhanced; do for [m = 0:models] { set ytics add ((m == 0 ? 'measured' : names[m]) -m) } }
  plot [0:top][-models - 0.6:0.6] for [m = 0:models] $data index k * (models + 1) + m \
      using ($1 / scale):(-m):($1 / scale):($2 / scale):(-m - 0.38):(-m + 0.38):(shade[int ($3)]) \
      with boxxyerror linecolor rgb variable, \
    for [m = 0:models] $data index k * (models + 1) + m \
      using ($3 == 4 && ($2 - $5) / scale > 0.015 * top ? $2 / scale : NaN):(-m - 0.38):(0):(0.76) with vectors nohead linecolor rgb 'white' linewidth 1.5, \
    for [m = 0:models] $data index k * (models + 1) + m \
      using ($3 == 4 && $4 >= 0 && ($2 - $5) / scale > 0.05 * top && $2 / scale < 0.75 * top ? ($5 + $2) / 2 / scale : NaN):(-m):(sprintf ('%d', $4)) \
      with labels font sprintf (',%g', 12 * letters), \
    for [m = 0:models] $data index k * (models + 1) + m \
      using ($6 / scale > 0.92 * top ? NaN : ($6 / scale + 0.01 * top)):(-m):(sprintf ('%.3g', $6 / scale)) with labels left font sprintf (',%g', 12 * letters), \
    for [m = 0:models] $data index k * (models + 1) + m \
      using ($6 / scale > 0.92 * top ? 0.99 * top : NaN):(-m):(sprintf ('%.3g', $6 / scale)) with labels right font sprintf (',%g', 12 * letters)
  unset label 1
}
eval legend_place
set style fill solid 1 noborder
do for [q = 1:4] { set object q rectangle from key_x (q - 1) + 14, key_y (q - 1) - 7 to key_x (q - 1) + 34, key_y (q - 1) + 7 fillcolor rgb shade[q] fillstyle solid noborder }
do for [q = 1:4] { set label q part[q] at key_x (q - 1) + 42, key_y (q - 1) }
plot NaN notitle
unset multiplot
