libcore_la_SOURCES += \
  algorithms/all-gather.c \
  algorithms/all-reduce.c \
  algorithms/bfs.c \
  algorithms/bitonic-sort.c \
  algorithms/broadcast.c \
  algorithms/builtin.h \
  algorithms/components.c \
  algorithms/fft.c \
  algorithms/gather.c \
  algorithms/histogram.c \
  algorithms/inner-product.c \
  algorithms/list-ranking.c \
  algorithms/lu.c \
  algorithms/mandelbrot.c \
  algorithms/matrix-product.c \
  algorithms/matrix-vector.c \
  algorithms/monte-carlo-pi.c \
  algorithms/odd-even-sort.c \
  algorithms/radix-sort.c \
  algorithms/sample-sort.c \
  algorithms/scan.c \
  algorithms/scatter.c \
  algorithms/spmv.c \
  algorithms/stencil.c \
  algorithms/sum.c \
  algorithms/total-exchange.c \
  algorithms/transpose.c
