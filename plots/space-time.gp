# Space and time: a row for each processor, boxes for what it does, an arrow for each message. The Okabe-Ito palette.
# Sections of $data: boxes (start, end, row, look, critical), gaps (start, end, row, critical), messages (start, row, end,
# row), messages of the critical path, finishing times (time, row, text), barriers (time).
set encoding utf8
array shade[4] = [ 0xE69F00, 0x56B4E9, 0x009E73, 0xCC79A7 ]
array look[4] = [ 'send', 'receive', 'work', 'read' ]
large = sprintf (',%g', (strlen (headline) <= 100 ? 17 : 1700.0 / strlen (headline)) * letters)
small = sprintf (',%g', (row_height > 16 ? 14 : 10) * letters)
normal = sprintf (',%g', 14 * letters)
ink = '#333333'
heavy = '#C8102E'
half = 0.31
left = 22 + 9 * strlen (names[rows])
right = 66
foot = 62
legend = 34
set lmargin at screen left / (width + 0.0)
set rmargin at screen 1 - right / (width + 0.0)
set bmargin at screen (legend + foot + 0.0) / height
set tmargin at screen 1 - 46.0 / height
set label 1 headline at screen 0.5, 1 - 21.0 / height center noenhanced font large

set border 1 linecolor rgb '#777777'
set tics nomirror textcolor rgb ink scale 0.5
# About a dozen numbers, 1, 2 or 5 of a decade apart.
span = (t_to > t_from ? t_to - t_from : 1) / 12.0
decade = 10.0 ** floor (log10 (span))
tic_step = (span / decade > 5 ? 10 : span / decade > 2 ? 5 : span / decade > 1 ? 2 : 1) * decade
set xtics tic_step font normal
set style textbox opaque noborder margins 0.5, 0.2
set grid xtics linetype 1 linecolor rgb '#e8e8e8' linewidth 0.8
set grid noytics back
set ytics () scale 0 noenhanced font small
do for [k = 1:rows] { set ytics add (names[k] 1 - k) }
set xlabel 'time'.(strlen (unit) ? ' ('.(unit eq 's' || unit eq 'ms' || unit eq 'us' || unit eq 'ns' ? unit : unit.'s').')' : '') \
  font normal offset 0, 0.2
unset key
set style fill solid 1 border rgb 'white'
thick = row_height > 16 ? 1 : 0.65
set style arrow 1 head filled size screen 0.0105 * thick, 16, 60 fixed linecolor rgb '#5a5a5a' linewidth 1.1 * thick
set style arrow 2 head filled size screen 0.0125 * thick, 17, 60 fixed linecolor rgb heavy linewidth 2.2
set style arrow 3 nohead linecolor rgb heavy linewidth 2.6
set style arrow 4 nohead linecolor rgb '#c9c9c9' linewidth 1
set style arrow 5 nohead linecolor rgb '#777777' linewidth 1.2 dashtype 2

# The legend: what there is.
stats $data index 0 using 4 name 'looks' nooutput
array there[4]
do for [q = 1:4] {
  stats $data index 0 using ($4 == q ? 1 : 0) name 'one' nooutput
  there[q] = one_max > 0
}
entries = has_gaps + has_messages + has_barriers + has_path
do for [q = 1:4] { entries = entries + there[q] }
step = 118
x = (width - step * entries) / 2.0 + 12
y = legend / 2.0 + 2
do for [q = 1:4] {
  if (there[q]) {
    set object 10 + q rectangle from screen x / width, (y - 7.0) / height to screen (x + 24) / width, (y + 7.0) / height \
      fillcolor rgb shade[q] fillstyle solid noborder
    set label 10 + q look[q] at screen (x + 32) / width, (y + 0.0) / height font normal
    x = x + step
  }
}
if (has_gaps) {
  set object 20 rectangle from screen x / width, (y - 3.0) / height to screen (x + 24) / width, (y + 3.0) / height \
    fillcolor rgb '#F3D9A4' fillstyle solid noborder
  set label 20 'gap' at screen (x + 32) / width, (y + 0.0) / height font normal
  x = x + step
}
if (has_messages) {
  set arrow 1 from screen x / width, (y + 0.0) / height to screen (x + 26) / width, (y + 0.0) / height arrowstyle 1
  set label 21 'message' at screen (x + 34) / width, (y + 0.0) / height font normal
  x = x + step
}
if (has_barriers) {
  set arrow 3 from screen (x + 13) / width, (y - 9.0) / height to screen (x + 13) / width, (y + 9.0) / height arrowstyle 5
  set label 23 'barrier' at screen (x + 34) / width, (y + 0.0) / height font normal
  x = x + step
}
if (has_path) {
  set arrow 2 from screen x / width, (y + 0.0) / height to screen (x + 26) / width, (y + 0.0) / height arrowstyle 2
  set label 22 'critical path' at screen (x + 34) / width, (y + 0.0) / height font normal
}

# An arrow leaves a row at the edge that faces the other one.
edge (a, b) = -a + (b > a ? -half : half)
set xrange [t_from:t_to]
set yrange [0.5 - rows:0.5]
do for [k = 1:rows] { set arrow 100 + k from graph 0, first 1 - k to graph 1, first 1 - k back arrowstyle 4 }
plot $data index 5 using 1:(0.5 - rows):(0):(rows) with vectors arrowstyle 5, \
  $data index 1 using 1:(-$3):1:2:(-$3 - 0.11):(-$3 + 0.11) with boxxyerror fillcolor rgb '#F3D9A4' linecolor rgb '#F3D9A4', \
  $data index 1 using ($4 > 0 ? $1 : NaN):(-$3):($2 - $1):(0) with vectors arrowstyle 3, \
  $data index 0 using 1:(-$3):1:2:(-$3 - half):(-$3 + half):($4 >= 1 ? shade[int ($4)] : 0) with boxxyerror fillcolor rgb variable \
    linecolor rgb 'white' linewidth 0.8, \
  $data index 0 using ($5 > 0 ? $1 : NaN):(-$3):1:2:(-$3 - half):(-$3 + half) with boxxyerror fillstyle empty border rgb heavy \
    linecolor rgb heavy linewidth 2.2, \
  $data index 2 using 1:(edge ($2, $4)):($3 - $1):(edge ($4, $2) - edge ($2, $4)) with vectors arrowstyle 1, \
  $data index 3 using 1:(edge ($2, $4)):($3 - $1):(edge ($4, $2) - edge ($2, $4)) with vectors arrowstyle 2, \
  $data index 4 using 1:(-$2):(stringcolumn (3)) with labels boxed left offset 0.7, 0 textcolor rgb ink \
    font small
