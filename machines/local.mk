resource_files =
EXTRA_DIST += $(resource_files)
