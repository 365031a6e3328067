libcore_la_SOURCES += models/builtin.h
