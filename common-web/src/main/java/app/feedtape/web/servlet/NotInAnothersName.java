package app.feedtape.web.servlet;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Refuses an operator who acts in the person's name, even one who may write; for what {@link
 * app.feedtape.web.token.InAnothersName} does not shut by its address.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface NotInAnothersName {}
