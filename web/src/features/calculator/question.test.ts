import { describe, expect, it } from 'vitest'
import { ASKED_FIRST, fromFragment, toFragment } from './question'

describe('a question in the address', () => {
  it('comes back as it went in', () => {
    const question = {
      ...ASKED_FIRST,
      kind: 'request' as const,
      content: '{"a": "& # % + é 😀\n"}',
      model: 'claude-opus-4-8',
      answerTokens: 0,
      cachedPercent: 100,
    }
    expect(fromFragment(toFragment(question))).toEqual(question)
  })

  it('is the first one where there is none', () => {
    expect(fromFragment('')).toEqual(ASKED_FIRST)
  })

  it('leaves out what nobody could have asked', () => {
    const odd = fromFragment('#model=nobody&answer=-1&calls=1e9&cached=400&kind=x')
    expect(odd).toEqual({ ...ASKED_FIRST, cachedPercent: 100 })
  })
})
