import { describe, expect, it } from 'vitest'
import { cut } from './pieces'

describe('a text cut into tokens', () => {
  it('is cut where they end', () => {
    expect(cut('hello world', 'hello world', [5, 11])).toEqual({ tokens: ['hello', ' world'], rest: '' })
  })

  it('keeps the cut of what has not changed while somebody types', () => {
    expect(cut('hello wood', 'hello world', [5, 11])).toEqual({ tokens: ['hello'], rest: ' wood' })
  })

  it('is one piece before it is counted', () => {
    expect(cut('hello', '', [])).toEqual({ tokens: [], rest: 'hello' })
  })
})
