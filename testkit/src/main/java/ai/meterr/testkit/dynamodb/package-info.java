/**
 * A DynamoDB for tests: moto in a process of its own, and a proxy before it for what moto cannot
 * show. Owns: how they are installed, started and made to fail. Does not own: what is kept in them.
 * Start at {@link ai.meterr.testkit.dynamodb.Moto} and {@link
 * ai.meterr.testkit.dynamodb.FaultyDynamo}.
 */
@NullMarked
package ai.meterr.testkit.dynamodb;

import org.jspecify.annotations.NullMarked;
