# SPDX-License-Identifier: MIT
# parallax.bash: completion for bash, by what the program itself says that there is.

# The first column of a list, without its header.
_parallax_names ()
{
  parallax list "$1" --format csv -q 2>/dev/null | tail -n +2 | cut -d, -f"${2:-1}" | sort -u
}

_parallax_algorithms ()
{
  _parallax_names algorithms
  parallax list algorithms --format csv -q 2>/dev/null | tail -n +2 | cut -d, -f1,2 | tr , .
}

_parallax_options ()
{
  parallax "$1" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u
}

_parallax_words ()
{
  case $1 in
    predict | measure | compare) _parallax_algorithms ;;
    describe) _parallax_algorithms; _parallax_names models; _parallax_names machines ;;
    list) echo models algorithms programs machines executors scenarios ;;
    new) echo model algorithm ;;
    run) _parallax_names scenarios ;;
    trace) echo record show stats check ;;
    pram) _parallax_names programs; compgen -f -X '!*.pram' -- "${COMP_WORDS[COMP_CWORD]}" ;;
    plot | calibrate) ;;
    simulate)  # a colon ends a word
      parallax simulate --help 2>/dev/null | sed -n 's/^  pattern:\([a-z0-9-]*\).*/pattern:\1 \1/p' ;;
  esac
}

_parallax ()
{
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words
  COMPREPLY=()
  if [ "$COMP_CWORD" -gt 2 ]; then    # --option=VALUE is three words to bash
    case $current$previous in
      =-*) current= ;;
      *=) previous=${COMP_WORDS[COMP_CWORD - 2]} ;;
    esac
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="$(parallax --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p') --help --version"
  else
    case $previous in
      --machine | -M) words=$(_parallax_names machines) ;;
      --model | -m) words=$(_parallax_names models) ;;
      --executor | -x) words=$(_parallax_names executors) ;;
      --format) words='table csv json' ;;
      --color) words='auto always never' ;;
      --effort) words='default thorough' ;;
      --engine) words='auto program-order event-queue' ;;
      --rule | -r) words='EREW CREW ERCW CRCW-common CRCW-arbitrary CRCW-priority CRCW-sum CRCW-max CRCW-min CRCW-and
        CRCW-or CRCW-xor' ;;
      --read-check) words='micro statement' ;;
      --arbitrary) words='random first last min max all' ;;
      --kind | -k) words='time error speedup breakdown crossings all' ;;
      -o | --output | --plugin | --diagram | -d | --html) return ;;
      *)
        case $current in
          -*) words=$(_parallax_options "$command") ;;
          *) words=$(_parallax_words "$command") ;;
        esac
        ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _parallax parallax
