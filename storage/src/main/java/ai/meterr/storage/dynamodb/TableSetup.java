package ai.meterr.storage.dynamodb;

import ai.meterr.storage.database.CannotStart;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Makes the table where it is missing: paid by use, deleting what has expired by itself. */
final class TableSetup {
  private static final String BY_HAND =
      "aws dynamodb create-table --table-name "
          + DynamoTable.NAME
          + " --billing-mode PAY_PER_REQUEST --attribute-definitions"
          + " AttributeName=pk,AttributeType=S AttributeName=sk,AttributeType=S --key-schema"
          + " AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE && aws dynamodb"
          + " update-time-to-live --table-name "
          + DynamoTable.NAME
          + " --time-to-live-specification Enabled=true,AttributeName=x";

  private static final ScalarAttributeType TEXT = ScalarAttributeType.S;

  private final DynamoDbClient client;
  private final Patience patience;

  TableSetup(DynamoTable table) {
    this.client = table.client();
    this.patience = table.patience();
  }

  /**
   * @throws CannotStart where the table is neither there nor can be made, with what to do
   */
  void ensure() {
    Patience.Tries tries = patience.begin("preparing the table " + DynamoTable.NAME);
    while (true) {
      try {
        if (status() == TableStatus.ACTIVE) {
          letExpire();
          return;
        }
        tries.again(null);
      } catch (ResourceNotFoundException missing) {
        create();
      } catch (SdkException e) {
        if (!DynamoTable.passes(e)) {
          throw new CannotStart(
              "METERR_RAW_LOG=dynamodb: the table "
                  + DynamoTable.NAME
                  + " cannot be used: "
                  + firstLine(e),
              e);
        }
        tries.again(e);
      }
    }
  }

  private TableStatus status() {
    return client.describeTable(table -> table.tableName(DynamoTable.NAME)).table().tableStatus();
  }

  private void create() {
    try {
      client.createTable(
          table ->
              table
                  .tableName(DynamoTable.NAME)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(
                      a -> a.attributeName(DynamoTable.PARTITION).attributeType(TEXT),
                      a -> a.attributeName(DynamoTable.PLACE).attributeType(TEXT))
                  .keySchema(
                      k -> k.attributeName(DynamoTable.PARTITION).keyType(KeyType.HASH),
                      k -> k.attributeName(DynamoTable.PLACE).keyType(KeyType.RANGE)));
    } catch (ResourceInUseException anotherNodeMakesIt) {
      // it is waited for, as if this one had
    } catch (DynamoDbException e) {
      if (DynamoTable.passes(e)) {
        return;
      }
      throw new CannotStart(
          "METERR_RAW_LOG=dynamodb: there is no table "
              + DynamoTable.NAME
              + " and it may not be created ("
              + firstLine(e)
              + "); create it: "
              + BY_HAND,
          e);
    }
  }

  private void letExpire() {
    TimeToLiveStatus now =
        client
            .describeTimeToLive(table -> table.tableName(DynamoTable.NAME))
            .timeToLiveDescription()
            .timeToLiveStatus();
    if (now == TimeToLiveStatus.DISABLED) {
      client.updateTimeToLive(
          table ->
              table
                  .tableName(DynamoTable.NAME)
                  .timeToLiveSpecification(
                      ttl -> ttl.enabled(true).attributeName(DynamoTable.EXPIRES)));
    }
  }

  private static String firstLine(SdkException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
