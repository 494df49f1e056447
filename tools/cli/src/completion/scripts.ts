/** The shells that can be told what may follow. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** A shell that can be told what may follow. */
export type Shell = (typeof shells)[number];

/**
 * What a shell has to run to complete command lines of `longshore`: it asks the very program that is being typed, by any
 * path, so that names are those of the workspace at hand.
 */
export const scripts: Record<Shell, string> = {
  bash: `_longshore() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _longshore longshore
`,
  zsh: `#compdef longshore
_longshore() {
  local -a found
  found=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _longshore longshore
`,
  fish: `function __longshore_complete
  set -l words (commandline -opc)
  $words[1] complete -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c longshore -f -a '(__longshore_complete)'
`,
};
