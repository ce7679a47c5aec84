/**
 * A text cut where its tokens end. While somebody types, the cut is that of an earlier text: it holds
 * as far as the two are the same, and the rest is one piece that is not coloured yet.
 */
export interface Pieces {
  tokens: string[]
  rest: string
}

/** @param ends in UTF-16 code units, ascending */
export function cut(text: string, countedText: string, ends: readonly number[]): Pieces {
  const same = sameLength(text, countedText)
  const tokens: string[] = []
  let from = 0
  for (const end of ends) {
    if (end > same) break
    tokens.push(text.slice(from, end))
    from = end
  }
  return { tokens, rest: text.slice(from) }
}

function sameLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let at = 0
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}
