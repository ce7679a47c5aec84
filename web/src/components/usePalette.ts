import { useLayoutEffect, useSyncExternalStore } from 'react'
import { OTHER, Palette } from '@/lib/palette'

const palette = new Palette(localStorage, 'meterr.colours')

/** Colours by name within a dimension; those without one share the tenth. */
export function usePalette(dimension: string): (name: string) => number {
  const assignments = useSyncExternalStore(palette.subscribe, palette.snapshot)
  return (name) => assignments[dimension]?.[name] ?? OTHER
}

/** Hands the leading names of a page their colours before it is painted. */
export function useClaimColours(dimension: string, ranked: readonly string[], onlyFree = false): void {
  useLayoutEffect(() => palette.claim(dimension, ranked, onlyFree), [dimension, ranked, onlyFree])
}
