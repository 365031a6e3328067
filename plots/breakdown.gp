# Where the time goes: for every superstep a bar measured and one for each model, of four parts.
set multiplot
set label 1 'Where the time goes, superstep by superstep' at screen 0.5, 1 - 15.0 / height center font ',15'
array part[4] = [ 'computing', 'communicating', 'synchronising', 'waiting' ]
array shade[4] = [ '#56B4E9', '#E69F00', '#009E73', '#CC79A7' ]
set boxwidth 0.85
set style fill solid 1 noborder
set grid ytics linestyle 21
set grid noxtics
group = models + 2.0
at (step, m) = step * group + m
cut (y) = y > 0.87 * top ? 0.87 * top : y    # a bar that is far too long ends below its superstep's name and says how long
do for [k = 0:panels - 1] {
  eval place
  set bmargin at screen bottom_of (k) + 86.0 / height
  stats $data index k * (models + 1) using 5 name 'measured' nooutput
  stats $data index k * (models + 1) using 1 name 'step' nooutput
  steps = int (step_max)
  scale = measured_max >= 1 ? 1 : measured_max >= 1e-3 ? 1e-3 : 1e-6
  top = 2 * measured_max / scale
  set format y '%g '.(scale == 1 ? 's' : scale == 1e-3 ? 'ms' : 'us')
  side = 'time'
  eval side_place
  set xtics () scale 0 rotate by 90 right font ',9' noenhanced
  do for [s = 0:steps] {
    do for [m = 0:models] { set xtics add ((m == 0 ? 'measured' : names[m]) at (s, m)) }
    if (steps > 0) { set label 10 + s sprintf ('superstep %d', s) at first at (s, models / 2.0), graph 0.95 center font ',10' textcolor rgb '#555555' }
    else { unset label 10 }
  }
  plot [-1:(steps + 1) * group - 1][0:top] \
    for [m = 0:models] for [q = 4:1:-1] $data index k * (models + 1) + m \
      using (at ($1, m)):(cut (column (q + 1) / scale)) with boxes linecolor rgb shade[q], \
    for [m = 1:models] $data index k * (models + 1) + m \
      using (at ($1, m)):($5 / scale > 0.87 * top ? 0.85 * top : NaN):(sprintf ('%.3g', $5 / scale)) with labels rotate right font ',9'
  do for [s = 0:steps] { unset label 10 + s }
  unset label 1
}
eval legend_place
set style fill solid 1 noborder
plot NaN notitle, for [q = 1:4] keyentry with boxes linecolor rgb shade[q] title part[q]
unset multiplot
