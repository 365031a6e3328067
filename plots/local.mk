resource_files +=
