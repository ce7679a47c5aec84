import { describe, expect, it } from 'vitest'
import { snippets, textOf } from './snippets'

describe('snippets', () => {
  const all = snippets('https://meterr.example', 'mtr_key')

  it.each(all.map((snippet) => [snippet.name, snippet] as const))(
    '%s carries the address and the key',
    (_, snippet) => {
      const text = textOf(snippet)
      expect(text).toContain('https://meterr.example/v1')
      expect(text).toContain('mtr_key')
    },
  )

  it('stand in the languages people ask for', () => {
    expect(all.map(({ name }) => name)).toEqual(['curl', 'Python', 'Node', 'Java', 'Anthropic'])
  })
})
