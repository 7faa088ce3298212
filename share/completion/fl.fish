# Tab completion for the fl commands in fish.  It asks each command's own --help, so that it knows all
# options there are, and no other.  Source it, or install it under each command's name in
# share/fish/vendor_completions.d.

# The options of the command that is being typed, with what they do.
function __fl_options
    set -l words (commandline -opc)
    $words[1] --help 2>/dev/null | string replace -rf -- '^  (?:-.,|   ) --([a-z-]+)\S* +(.*)$' '--$1\t$2'
end

# The ids of the rules in the store that is meant.
function __fl_rules
    set -l words (commandline -opc)
    set -l store
    for i in (seq 2 (count $words))
        if contains -- $words[$i] -s --store
            set store -s $words[(math $i + 1)]
        end
    end
    fl-correct $store --list --tsv 2>/dev/null | string replace -rf -- '^([A-Za-z0-9._/-]+)\t.*\t([^\t]*)$' '$1\t$2' |
        string match -v 'rule	says'
end

for command in fl-answer fl-correct fl-import fl-patterns fl-record fl-store fl-validate
    complete -c $command -n 'string match -q -- "-*" (commandline -ct)' -f -a '(__fl_options)'
end
for command in fl-correct fl-validate
    complete -c $command -n 'not string match -q -- "-*" (commandline -ct)' -a '(__fl_rules)'
end
set -l actions stat check dump load copy rebuild forget embed config
complete -c fl-store -n "not __fish_seen_subcommand_from $actions" -f -a "$actions"
