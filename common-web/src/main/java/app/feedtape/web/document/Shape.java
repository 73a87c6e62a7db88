package app.feedtape.web.document;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which shape JSON has that is only handed on: of a record of another service, by its full name, or
 * of a plain type such as {@code Instant}. {@code List<…>} around it is understood, and a question
 * mark behind it for what may be null. Read from the source when the public document is made.
 */
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER, ElementType.METHOD})
@Retention(RetentionPolicy.SOURCE)
public @interface Shape {
    String value();
}
