package app.feedtape.billing.catalogue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.repository.Repository;

/** Queries for plans. */
interface PlanRows extends Repository<PlanRow, String> {

    Optional<PlanRow> findByName(String name);

    List<PlanRow> findByNameIn(Collection<String> names);

    @EntityGraph(attributePaths = "prices")
    List<PlanRow> findWithPricesByOrderByRank();
}
