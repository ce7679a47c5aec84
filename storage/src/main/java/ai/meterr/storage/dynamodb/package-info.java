/**
 * DynamoDB as raw log. Owns: the table and its keys, items, puts that are repeated until every one
 * is kept, pages and scans. Does not own: when entries are put ({@code ledger.rawlog.SecondPass}),
 * names behind ids ({@code storage.ledger.Dictionary}). Start at {@link
 * ai.meterr.storage.dynamodb.DynamoRawLog}; the layout is told in docs/reference/dynamodb.md.
 */
@NullMarked
package ai.meterr.storage.dynamodb;

import org.jspecify.annotations.NullMarked;
