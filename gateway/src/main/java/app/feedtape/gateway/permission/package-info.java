/** May the caller: roles as the newest facts have them. */
@NullMarked
package app.feedtape.gateway.permission;

import org.jspecify.annotations.NullMarked;
