import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type EventsQuery, type UsageQuery } from './client'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.session(signal),
  staleTime: Infinity,
})

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: async ({ signal }) => {
    const asked = Date.now()
    const status = await api.status(signal)
    const answered = Date.now()
    /** Meterr's clock less this machine's, in ms, as near as one round trip tells. */
    return { ...status, clockOffset: Date.parse(status.time) - (asked + answered) / 2 }
  },
  refetchInterval: 10_000,
})

export const troubleQuery = queryOptions({
  queryKey: ['trouble'],
  queryFn: ({ signal }) => api.trouble(signal),
  refetchInterval: 5_000,
})

/** Sums stay on screen while new ones are read, and are read again as live events come. */
export const usageQuery = (query: UsageQuery) =>
  queryOptions({
    queryKey: ['usage', query],
    queryFn: ({ signal }) => api.usage(query, signal),
    placeholderData: keepPreviousData,
  })

/** Events per page of a list. */
const PAGE = 100

export const eventsQuery = (query: EventsQuery) =>
  infiniteQueryOptions({
    queryKey: ['events', query],
    queryFn: ({ signal, pageParam }) =>
      api.events({ ...query, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })

export const latestQuery = (query: EventsQuery) =>
  queryOptions({
    queryKey: ['latest', query],
    queryFn: ({ signal }) => api.events(query, signal),
    placeholderData: keepPreviousData,
  })

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['event', id],
    queryFn: ({ signal }) => api.event(id, signal),
  })
