/** Models that are shown side by side; whoever is paid is who makes them. */
export interface Model {
  provider: string
  model: string
  /** Of the palette; a model has its colour whatever place it comes in. */
  colour: number
}

export const MODELS: readonly Model[] = [
  { provider: 'openai', model: 'gpt-5-mini', colour: 5 },
  { provider: 'openai', model: 'gpt-5.4', colour: 2 },
  { provider: 'gemini', model: 'gemini-3-flash-preview', colour: 4 },
  { provider: 'gemini', model: 'gemini-2.5-pro', colour: 7 },
  { provider: 'anthropic', model: 'claude-haiku-4-5', colour: 6 },
  { provider: 'anthropic', model: 'claude-sonnet-4-6', colour: 1 },
  { provider: 'anthropic', model: 'claude-opus-4-8', colour: 3 },
  { provider: 'mistral', model: 'mistral-large-latest', colour: 8 },
  { provider: 'cohere', model: 'command-a-03-2025', colour: 9 },
]

export const FIRST = MODELS[0]!.model
