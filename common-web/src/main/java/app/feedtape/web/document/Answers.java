package app.feedtape.web.document;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an endpoint answers when its type does not say so: a page, sound, one of several shapes.
 * Read from the source when the public document is made; nothing of it is there at run time.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
public @interface Answers {
    /** One of these; none when the body is not JSON. */
    Class<?>[] value() default {};

    int status() default 200;

    String type() default "application/json";

    /** Headers that say something of this answer alone. */
    String[] headers() default {};
}
