libcore_la_SOURCES += \
  algorithms/bfs.c \
  algorithms/bitonic-sort.c \
  algorithms/broadcast.c \
  algorithms/builtin.h \
  algorithms/components.c \
  algorithms/fft.c \
  algorithms/inner-product.c \
  algorithms/list-ranking.c \
  algorithms/lu.c \
  algorithms/matrix-product.c \
  algorithms/matrix-vector.c \
  algorithms/odd-even-sort.c \
  algorithms/radix-sort.c \
  algorithms/sample-sort.c \
  algorithms/scan.c \
  algorithms/spmv.c \
  algorithms/stencil.c \
  algorithms/sum.c \
  algorithms/total-exchange.c
