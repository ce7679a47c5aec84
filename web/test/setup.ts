import { configure } from '@testing-library/react'

// What a page shows may come late on a busy machine; it must come.
configure({ asyncUtilTimeout: 20_000 })
