package app.feedtape.web.servlet;

import app.feedtape.web.token.KeyScope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * May be called with an API key that has the scope. Everything else refuses keys: forgetting this
 * annotation shuts, it does not open. The gateway's table says the same of its route.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface OpenToKeys {
    /** The scope a key needs. */
    KeyScope value();
}
