package app.feedtape.messaging;

import app.feedtape.events.Fact;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Facts as JSON. Members a reader does not know are ignored and optional ones may be missing, so
 * that old and new releases run side by side; a missing member that is not {@code @Nullable} makes
 * the record unreadable.
 */
public final class FactJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Map<Class<?>, List<RecordComponent>> REQUIRED = new ConcurrentHashMap<>();

    private FactJson() {}

    /** The payload of a fact. */
    public static String write(Fact fact) {
        return MAPPER.writeValueAsString(fact);
    }

    /**
     * Reads a payload.
     *
     * @throws MalformedFact when it is not this fact
     */
    public static <F> F read(byte @Nullable [] payload, Class<F> type) {
        if (payload == null || payload.length == 0) {
            throw new MalformedFact("no payload");
        }
        try {
            F fact = MAPPER.readValue(payload, type);
            if (fact == null) {
                throw new MalformedFact("payload is null");
            }
            requireMembers(fact);
            return fact;
        } catch (JacksonException unreadable) {
            throw new MalformedFact("unreadable as " + type.getSimpleName(), unreadable);
        }
    }

    private static void requireMembers(Object value) {
        for (RecordComponent component :
                REQUIRED.computeIfAbsent(value.getClass(), FactJson::required)) {
            Object member = valueOf(component, value);
            if (member == null) {
                throw new MalformedFact(
                        "%s without %s"
                                .formatted(value.getClass().getSimpleName(), component.getName()));
            }
            if (member instanceof Record nested) {
                requireMembers(nested);
            }
        }
    }

    private static List<RecordComponent> required(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !component.getType().isPrimitive())
                .filter(component ->
                        !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .toList();
    }

    private static @Nullable Object valueOf(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
