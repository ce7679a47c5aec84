package ai.meterr.storage.dynamodb;

import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.ledger.Dictionary;
import ai.meterr.tenancy.OrganizationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Filters of a question as a filter expression, which saves what is sent, not what is read.
 *
 * @param expression empty: everything passes
 */
record ItemFilter(
    String expression, Map<String, String> names, Map<String, AttributeValue> values) {

  /** Empty where nothing can pass: no entry is filed under any of a filter's values. */
  static Optional<ItemFilter> of(
      Dictionary dictionary, OrganizationId organization, Map<Dimension, List<String>> filters) {
    List<String> conditions = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    for (Map.Entry<Dimension, List<String>> filter : filters.entrySet()) {
      Axis axis = Axis.of(filter.getKey());
      List<AttributeValue> allowed = new ArrayList<>();
      boolean orAbsent = false;
      if (axis == null) {
        filter.getValue().forEach(status -> allowed.add(AttributeValue.fromS(status)));
      } else {
        for (Long id : dictionary.known(organization, axis, filter.getValue())) {
          if (id == Dictionary.NOT_TOLD) {
            orAbsent = true;
          } else {
            allowed.add(EntryItems.number(id));
          }
        }
      }
      String attribute = axis == null ? EntryItems.STATUS : EntryItems.attribute(axis);
      if (allowed.isEmpty() && !orAbsent) {
        return Optional.empty();
      }
      conditions.add(condition(attribute, allowed, orAbsent, values));
      names.put("#" + attribute, attribute);
    }
    return Optional.of(new ItemFilter(String.join(" and ", conditions), names, values));
  }

  private static String condition(
      String attribute,
      List<AttributeValue> allowed,
      boolean orAbsent,
      Map<String, AttributeValue> values) {
    List<String> alternatives = new ArrayList<>();
    if (orAbsent) {
      alternatives.add("attribute_not_exists(#" + attribute + ")");
    }
    for (int i = 0; i < allowed.size(); i++) {
      String value = ":" + attribute + i;
      alternatives.add("#" + attribute + " = " + value);
      values.put(value, allowed.get(i));
    }
    return "(" + String.join(" or ", alternatives) + ")";
  }

  boolean isAny() {
    return expression.isEmpty();
  }

  /** The request with these conditions beside its own. */
  QueryRequest on(QueryRequest request) {
    if (isAny()) {
      return request;
    }
    Map<String, String> allNames = new HashMap<>(request.expressionAttributeNames());
    allNames.putAll(names);
    Map<String, AttributeValue> allValues = new HashMap<>(request.expressionAttributeValues());
    allValues.putAll(values);
    return request.toBuilder()
        .filterExpression(expression)
        .expressionAttributeNames(allNames)
        .expressionAttributeValues(allValues)
        .build();
  }
}
