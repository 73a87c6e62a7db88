/** Orders of operators, carried to the service that owns what they change. */
@NullMarked
package app.feedtape.admin.order;

import org.jspecify.annotations.NullMarked;
