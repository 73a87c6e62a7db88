package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON Schema (2020-12) of a fact's record, as its members are named on the wire. */
final class FactSchema {

    private FactSchema() {}

    static Map<String, Object> of(FactType type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", type.ceType());
        schema.putAll(ofRecord(type.record()));
        return schema;
    }

    private static Map<String, Object> ofRecord(Class<?> record) {
        Map<String, Object> properties = new TreeMap<>();
        List<String> required =
                List.of(record.getRecordComponents()).stream()
                        .filter(component -> !isNullable(component.getAnnotatedType()))
                        .map(FactSchema::name)
                        .sorted()
                        .toList();
        for (RecordComponent component : record.getRecordComponents()) {
            properties.put(name(component), ofType(component.getAnnotatedType()));
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("required", required);
        schema.put("properties", properties);
        return schema;
    }

    private static String name(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        if (named == null) {
            throw new AssertionError(component + " has no name on the wire");
        }
        return named.value();
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static Map<String, Object> ofType(AnnotatedType annotated) {
        Map<String, Object> schema = new LinkedHashMap<>();
        Type type = annotated.getType();
        Class<?> raw =
                type instanceof ParameterizedType generic
                        ? (Class<?>) generic.getRawType()
                        : (Class<?>) type;
        if (Collection.class.isAssignableFrom(raw)) {
            schema.put("type", "array");
            schema.put("items", ofType(argument(annotated, 0)));
        } else if (Map.class.isAssignableFrom(raw)) {
            schema.put("type", "object");
            schema.put("additionalProperties", ofType(argument(annotated, 1)));
        } else if (raw.isRecord()) {
            schema.putAll(ofRecord(raw));
        } else {
            scalar(schema, raw);
        }
        if (isNullable(annotated)) {
            schema.put("type", List.of(String.valueOf(schema.get("type")), "null"));
        }
        return schema;
    }

    private static AnnotatedType argument(AnnotatedType type, int index) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
    }

    private static void scalar(Map<String, Object> schema, Class<?> raw) {
        String format =
                Map.of(UUID.class, "uuid", Instant.class, "date-time", LocalDate.class, "date")
                        .get(raw);
        if (raw == boolean.class || raw == Boolean.class) {
            schema.put("type", "boolean");
        } else if (raw == int.class
                || raw == long.class
                || raw == Integer.class
                || raw == Long.class) {
            schema.put("type", "integer");
        } else if (raw == BigDecimal.class) {
            schema.put("type", "number");
        } else if (raw == String.class || format != null) {
            schema.put("type", "string");
            if (format != null) {
                schema.put("format", format);
            }
        } else {
            throw new AssertionError("No schema for " + raw);
        }
    }
}
