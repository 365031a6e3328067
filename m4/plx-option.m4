dnl SPDX-License-Identifier: MIT
dnl PLX_OPTION(NAME, WHAT, TEST): --with-NAME in three states. TEST sets have=yes or no; auto takes what is there, yes
dnl fails without it. Defines HAVE_NAME, the conditional HAVE_NAME and have_NAME.
AC_DEFUN([PLX_OPTION], [
  AC_ARG_WITH([$1], [AS_HELP_STRING([--with-$1=auto|yes|no], [$2])], [], [with_$1=auto])
  have=no
  AS_IF([test "$with_$1" != no], [$3])
  AS_IF([test "$with_$1$have" = yesno], [AC_MSG_ERROR([--with-$1: $1 was not found; install it or say --without-$1])])
  have_$1=$have
  AS_IF([test $have = yes], [AC_DEFINE([HAVE_]m4_toupper([$1]), [1], [$2])])
  AM_CONDITIONAL([HAVE_]m4_toupper([$1]), [test $have = yes])
])
