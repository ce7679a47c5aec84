// @vitest-environment node
import { readFileSync } from 'node:fs'
import path from 'node:path'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { expect, it } from 'vitest'

const here = (file: string) => path.resolve(import.meta.dirname, file)

it('the types are those of api/openapi.yaml (else: npm run api)', async () => {
  const contract = new URL(`file://${here('../../api/openapi.yaml')}`)
  const generated = COMMENT_HEADER + astToString(await openapiTS(contract))
  expect(readFileSync(here('../src/api/schema.ts'), 'utf8')).toBe(generated)
})
