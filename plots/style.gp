# What all pictures share: small multiples on a white ground, their legend below; only the outermost panels have numbers on
# their axes, which are alike. The Okabe-Ito palette, which colour-blind readers can tell apart; dashes and point types
# repeat what the colours say, and a later line is thinner, so that one sees lines that lie upon each other.
set encoding utf8
array colour[8] = [ '#E69F00', '#56B4E9', '#009E73', '#D55E00', '#0072B2', '#CC79A7', '#999999', '#B8A800' ]
array dash[8] = [ 1, 2, 4, 5, 3, 1, 2, 4 ]
array point[8] = [ 5, 6, 13, 9, 11, 4, 8, 12 ]
do for [i = 1:models] {
  j = (i - 1) % 8 + 1
  set style line i linecolor rgb colour[j] linewidth 1.8 + 2 * (models - i) / models dashtype dash[j] \
    pointtype point[j] pointsize 0.8
  set style line 100 + i linecolor rgb colour[j] linewidth 1 dashtype 1
}
set style line 50 linecolor rgb 'black' linewidth 1.5 pointtype 7 pointsize 0.9
set style line 49 linecolor rgb 'black' linewidth 1.5 pointtype 6 pointsize 1.2
set style line 51 linecolor rgb '#dddddd' linewidth 0.7

# Sizes in pixels. A letter is about 8 of them.
longest = 8
do for [i = 1:models] { if (strlen (names[i]) > longest) { longest = strlen (names[i]) } }
left = kind eq 'breakdown' ? 8 * longest + 24 : 90
foot = kind eq 'breakdown' ? 6 : 58
head = 40
width = left + columns * panel_width + 10
entry = 8 * longest + 64
keys = kind eq 'breakdown' ? 4 : kind eq 'error' || kind eq 'crossings' ? models : models + 1 + absolute
per_row = int (width / entry) < 1 ? 1 : int (width / entry) < keys ? int (width / entry) : keys
key_rows = (keys + per_row - 1) / per_row
legend = 24 * key_rows + 12
height = head + rows * panel_height + foot + legend

set border 3 linecolor rgb '#555555'
set tics nomirror textcolor rgb 'black' scale 0.6
set grid linestyle 51
unset mxtics
unset mytics
unset key
left_of (k) = (left + (k % columns) * panel_width) / (width + 0.0)
bottom_of (k) = 1 - (head + (k / columns + 1) * panel_height + 0.0) / height
is_left (k) = k % columns == 0
is_lowest (k) = k >= panels - columns

headline = "set label 1 headline_text at screen 0.5, 1 - 17.0 / height center font sprintf (',%g', 18 * letters)"
# A place for panel k.
place = "set lmargin at screen left_of (k); \
         set rmargin at screen left_of (k) + (panel_width - 22.0) / width; \
         set bmargin at screen bottom_of (k) + (under + 0.0) / height; \
         set tmargin at screen bottom_of (k) + (panel_height - 28.0) / height; \
         set title titles[k + 1] noenhanced offset 0, -0.6"
under = 6
# What the axes are, at the edge alone: at the same place however wide the numbers are.
side_place = "if (is_left (k)) { set label 2 side at screen 16.0 / width, bottom_of (k) + panel_height / 2.0 / height \
                center rotate by 90 } else { unset label 2 }"
# A place for the legend: entry i, from 0, at (key_x (i), key_y (i)) in pixels.
legend_place = "unset title; unset border; unset tics; unset xlabel; unset ylabel; unset grid; unset logscale; \
                unset object; unset arrow; unset label; \
                set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; \
                set tmargin at screen legend / (height + 0.0); set xrange [0:width]; set yrange [0:legend]"
key_x (i) = (width - per_row * entry) / 2 + (i % per_row) * entry
key_y (i) = legend - 12 - 24 * (i / per_row)
