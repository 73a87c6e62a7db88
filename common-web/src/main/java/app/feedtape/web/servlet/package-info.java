/** Spring MVC's side of it: filters, caller check, error answers. */
@NullMarked
package app.feedtape.web.servlet;

import org.jspecify.annotations.NullMarked;
