package dev.loxodonta.search.scatter;

import dev.loxodonta.search.paging.Fingerprint;
import dev.loxodonta.search.paging.PageToken;
import dev.loxodonta.search.query.PageReader;
import dev.loxodonta.search.query.QueryReader;
import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.service.error.FieldChecks;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks a request for several projects, all of it at once. Stateless. */
public final class ProjectsQueryReader {

  private static final int MAX_PROJECTS = 1_000;

  private ProjectsQueryReader() {}

  /**
   * Returns the query.
   *
   * @throws dev.loxodonta.service.error.ServiceException INVALID_FIELD with every violation
   */
  public static ProjectsQuery read(SearchProjectsRequest request) {
    FieldChecks checks = new FieldChecks();
    List<Long> projects = request.getProjectIdsList();
    projects(projects, checks);
    long first = projects.isEmpty() ? 1 : Math.max(1, projects.get(0));
    SearchQuery query = QueryReader.read(searchOf(request, first), checks);
    Comparability.ranking(query, checks);
    Optional<PageToken> page =
        PageReader.read(
            request.getPageToken(),
            !query.shape().hasPages(),
            () -> Fingerprint.of(request),
            "k, consistency, include_embedding and allow_partial",
            checks);
    checks.throwIfAny();
    return new ProjectsQuery(projects, query, page, request.getAllowPartial());
  }

  private static void projects(List<Long> projects, FieldChecks checks) {
    checks.count("project_ids", projects.size(), 1, MAX_PROJECTS);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < projects.size(); i++) {
      String field = "project_ids[" + i + "]";
      long project = projects.get(i);
      if (checks.projectId(field, project)) {
        checks.check(seen.add(project), field, project, "a project that was not named before");
      }
    }
  }

  private static SearchRequest searchOf(SearchProjectsRequest request, long project) {
    SearchRequest.Builder search =
        SearchRequest.newBuilder()
            .setProjectId(project)
            .setText(request.getText())
            .addAllVector(request.getVectorList())
            .setVectorModel(request.getVectorModel())
            .setModeValue(request.getModeValue())
            .setFilter(request.getFilter())
            .setRanking(request.getRanking())
            .setConsistency(request.getConsistency())
            .setExact(request.getExact())
            .setIncludeEmbedding(request.getIncludeEmbedding());
    if (request.hasK()) {
      search.setK(request.getK());
    }
    if (request.hasMinScore()) {
      search.setMinScore(request.getMinScore());
    }
    if (request.hasEfSearch()) {
      search.setEfSearch(request.getEfSearch());
    }
    addShape(request, search);
    return search.build();
  }

  private static void addShape(SearchProjectsRequest request, SearchRequest.Builder search) {
    if (request.hasTargetRecall()) {
      search.setTargetRecall(request.getTargetRecall());
    }
    if (request.hasMinSimilarity()) {
      search.setMinSimilarity(request.getMinSimilarity());
    }
    if (request.hasDiversity()) {
      search.setDiversity(request.getDiversity());
    }
    if (request.hasGroupBy()) {
      search.setGroupBy(request.getGroupBy());
    }
    if (request.hasRerank()) {
      search.setRerank(request.getRerank());
    }
    if (request.hasEntityLeg()) {
      search.setEntityLeg(request.getEntityLeg());
    }
  }
}
