libcore_la_SOURCES += algorithms/builtin.h
