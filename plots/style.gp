# What all pictures share: small multiples on a white ground, a legend below them, the Okabe-Ito palette, which colour-blind
# readers can tell apart; dashes and point types repeat what the colours say.
set encoding utf8
array colour[8] = [ '#E69F00', '#56B4E9', '#009E73', '#D55E00', '#0072B2', '#CC79A7', '#999999', '#F0E442' ]
array dash[8] = [ 1, 2, 4, 5, 3, 1, 2, 4 ]
do for [i = 1:8] { set style line i linecolor rgb colour[i] linewidth 2.5 dashtype dash[i] pointtype 4 + i pointsize 0.7 }
set style line 20 linecolor rgb 'black' linewidth 1.5 pointtype 7 pointsize 0.75
set style line 21 linecolor rgb '#dddddd' linewidth 0.7
line_of (m) = (m - 1) % 8 + 1

set border 3 linecolor rgb '#555555'
set tics nomirror textcolor rgb 'black' scale 0.6
set grid linestyle 21
unset key
legend = 60.0 / height                      # shares of the picture's height
head = 34.0 / height
row = (1 - legend - head) / rows
wide = 1.0 / columns
left_of (k) = (k % columns) * wide
bottom_of (k) = 1 - head - (k / columns + 1) * row

# A place for panel k.
place = "set lmargin at screen left_of (k) + 96.0 / width; \
         set rmargin at screen left_of (k) + wide - 14.0 / width; \
         set bmargin at screen bottom_of (k) + 46.0 / height; \
         set tmargin at screen bottom_of (k) + row - 26.0 / height; \
         set title titles[k + 1] noenhanced offset 0, -0.5"
# What the y axis is, in the first column: at the same place however wide its numbers are.
side_place = "if (k % columns == 0) { \
              set label 2 side at screen 14.0 / width, bottom_of (k) + row / 2 center rotate by 90 } else { unset label 2 }"
# A place for the legend, a plot of nothing.
legend_place = "unset title; unset border; unset tics; unset xlabel; unset ylabel; unset grid; unset logscale; \
                unset object; unset arrow; unset label; \
                set lmargin at screen 0.02; set rmargin at screen 0.98; set bmargin at screen 0; \
                set tmargin at screen legend; set xrange [0:1]; set yrange [0:1]; \
                set key center center horizontal width 2 samplen 3 noenhanced"
