import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, type CountAnswer } from '@/api/client'
import { MODELS } from './models'
import type { Question } from './question'

/** Typing is counted when it pauses this long. */
const PAUSE_MS = 250

/** A longer text is counted, but not drawn token by token. */
const DRAWN_MAX = 50_000

export interface Counted {
  content: string
  answer: CountAnswer
}

/** Counts what is asked as soon as nothing changes for a moment; the last counts stay until then. */
export function useCounts(question: Question) {
  const settled = useSettled(question)
  return useQuery({
    queryKey: ['count', settled],
    queryFn: async ({ signal }): Promise<Counted> => {
      const answer = await api.countTokens(
        {
          models: MODELS.map(({ provider, model }) => ({ provider, model })),
          answer_tokens: settled.answerTokens,
          cached_percent: settled.cachedPercent,
          ...content(settled),
        },
        signal,
      )
      return { content: settled.content, answer }
    },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    enabled: settled.kind === 'text' || readable(settled.content) !== null,
  })
}

function content(question: Question) {
  const request = question.kind === 'request' ? readable(question.content) : null
  if (request !== null) return { request }
  return {
    text: question.content,
    ...(question.content.length <= DRAWN_MAX ? { boundaries_of: question.model } : {}),
  }
}

/** A request's JSON; null where it is none. */
export function readable(text: string): Record<string, never> | null {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Record<string, never>)
      : null
  } catch {
    return null
  }
}

function useSettled(question: Question): Question {
  const [settled, setSettled] = useState(question)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(question), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [question])
  return settled
}
