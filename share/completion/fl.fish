# Tab completion for the fl commands in fish.  It asks each command's own --help, so that it knows all
# options there are, what they take, and no other.  Source it, or install it under each command's
# name in share/fish/vendor_completions.d.

# The options of the command that is being typed, with what they do.
function __fl_options
    set -l words (commandline -opc)
    $words[1] --help 2>/dev/null | string replace -rf -- '^  (?:-.,|   ) --([a-z-]+)\S* +(.*)$' '--$1\t$2'
end

# The option whose argument is being typed, and what it takes ("DIR"); nothing where it is none.
function __fl_takes
    set -l words (commandline -opc)
    set -l option $words[-1]
    set -l equals (string match -r -- '^(--[a-z-]+)=' (commandline -ct))
    and set option $equals[2]
    string match -q -- '-*' $option
    or return 1
    set -l name (string replace -r -- '^-+' '' $option)
    set -l kind ($words[1] --help 2>/dev/null |
        string replace -rf -- "^  (?:-$name, --[a-z-]+|(?:-.,|   ) --$name)=(\S+).*" '$1')
    test -n "$kind[1]"
    and echo $option\n$kind[1]
end

function __fl_expects
    __fl_takes >/dev/null
end

# A list of the store that is meant: a column, with another one to tell what it is.
function __fl_column -a list id about
    set -l words (commandline -opc)
    set -l store
    for i in (seq 2 (count $words))
        if contains -- $words[$i] -s --store
            set store -s $words[(math $i + 1)]
        end
    end
    fl-correct $store --$list --tsv 2>/dev/null |
        awk -F '\t' -v id=$id -v about="$about" 'NR > 1 && $id ~ /^[A-Za-z0-9.@_\/-]+$/ && !seen[$id]++ {
            print $id (about ? "\t" $about : "") }'
end

# What may stand there, by its kind.
function __fl_candidates -a option kind
    switch $kind
        case DIR
            __fish_complete_directories (string replace -r -- '^--[a-z-]+=' '' (commandline -ct)) ''
        case FILE
            __fish_complete_path (string replace -r -- '^--[a-z-]+=' '' (commandline -ct)) ''
        case MAP
            fl-import --list 2>/dev/null | string replace -r -- ' +' '\t'
            __fish_complete_suffix .yaml
        case RULE
            __fl_column list 1 9
        case TOPIC
            __fl_column list 4
        case SIZE
            printf '%s\n' 64K 1M 16M
        case DATE TIME
            printf '%s\n' today yesterday 7d
        case NAME
            switch $option
                case -c --category
                    printf '%s\n' fact tone context recommendation escalation
                case --action
                    printf '%s\n' answer escalate
                case --authority
                    printf '%s\n' lead agent source
                case --status
                    printf '%s\n' pending trial active held rejected retired
                case --source
                    printf '%s\n' person learned
                    __fl_column imports 1 3
                case --by --reporter
                    __fl_column list 7
            end
    end
end

function __fl_argument
    set -l takes (__fl_takes)
    set -l lead (string match -r -- '^--[a-z-]+=' (commandline -ct))
    for one in (__fl_candidates $takes)
        echo "$lead$one"
    end
end

# What is not an option: rules or cases; files are fish's own.
function __fl_operand
    set -l words (commandline -opc)
    if contains -- --import $words
        __fish_complete_path (commandline -ct) ''
    else if string match -qr -- '^--(snooze|assign|dismiss|worked)$' $words
        __fl_column review 2 7
    else
        __fl_column list 1 9
    end
end

for command in fl-answer fl-correct fl-import fl-patterns fl-record fl-store fl-validate
    complete -c $command -n __fl_expects -f -a '(__fl_argument)'
    complete -c $command -n 'not __fl_expects; and string match -q -- "-*" (commandline -ct)' -f -a '(__fl_options)'
end
for command in fl-correct fl-validate
    complete -c $command -n 'not __fl_expects; and not string match -q -- "-*" (commandline -ct)' -f -a '(__fl_operand)'
end
complete -c fl-answer -n 'not __fl_expects; and not string match -q -- "-*" (commandline -ct)' -f
set -l actions stat check dump load copy rebuild forget embed config
complete -c fl-store -n "not __fl_expects; and not __fish_seen_subcommand_from $actions" -f -a "$actions"
