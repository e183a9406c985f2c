package dev.loxodonta.search.endpoint;

import dev.loxodonta.search.query.SearchQuery;
import dev.loxodonta.search.scatter.Coverage;
import dev.loxodonta.search.scatter.ProjectAnswer;
import dev.loxodonta.search.scatter.ProjectsOutcome;
import dev.loxodonta.search.scatter.ProjectsQuery;
import dev.loxodonta.search.scatter.ShapedProjects;
import dev.loxodonta.search.scatter.ShapedProjects.ShapedProjectHit;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.MissingProject;
import dev.loxodonta.search.v1.MissingShard;
import dev.loxodonta.search.v1.ProjectReport;
import dev.loxodonta.search.v1.SearchCoverage;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchProjectsResponse;
import dev.loxodonta.service.error.StatusMapper;
import java.util.Optional;

/** Maps the outcome of a search in several projects to the contract. Pure. */
final class ProjectsResponseMapper {

  private ProjectsResponseMapper() {}

  static SearchProjectsResponse toResponse(
      SearchProjectsRequest request, ProjectsQuery query, ShapedProjects found) {
    ProjectsOutcome outcome = found.outcome();
    SearchProjectsResponse.Builder response =
        SearchProjectsResponse.newBuilder()
            .setCoverage(toCoverage(outcome.coverage()))
            .setNextPageToken(NextPage.tokenFor(request, query, found))
            .setIncompleteReason(found.incompleteReason().orElse(""));
    found.hits().forEach(hit -> response.addHits(toHit(hit, query.query())));
    found.reranking().ifPresent(r -> response.setRerank(ResponseMapper.toReport(r)));
    outcome.coverage().answered().forEach(a -> response.addReports(toReport(a)));
    return response.build();
  }

  private static Hit toHit(ShapedProjectHit found, SearchQuery query) {
    return ResponseMapper.toHit(found.hit(), query).setProjectId(found.projectId()).build();
  }

  private static ProjectReport toReport(ProjectAnswer.Answered answer) {
    return ProjectReport.newBuilder()
        .setProjectId(answer.projectId())
        .setReport(ResponseMapper.toReport(answer.outcome(), Optional.empty()))
        .build();
  }

  private static SearchCoverage toCoverage(Coverage coverage) {
    SearchCoverage.Builder to =
        SearchCoverage.newBuilder()
            .setShardsAsked(coverage.shardsAsked())
            .setShardsAnswered(coverage.shardsAnswered())
            .setProjectsAsked(coverage.answered().size() + coverage.missing().size())
            .setProjectsAnswered(coverage.answered().size());
    coverage.missing().forEach(m -> to.addMissingProjects(toMissing(m)));
    coverage.missingShards().forEach(m -> to.addMissingShards(toMissingShard(m)));
    return to.build();
  }

  private static MissingProject toMissing(ProjectAnswer.Missing missing) {
    return MissingProject.newBuilder()
        .setProjectId(missing.projectId())
        .setShardId(missing.shard().shardId())
        .setReason(StatusMapper.toStatus(missing.failure()))
        .build();
  }

  private static MissingShard toMissingShard(ProjectAnswer.Missing missing) {
    return MissingShard.newBuilder()
        .setShardId(missing.shard().shardId())
        .setName(missing.shard().name())
        .setReason(StatusMapper.toStatus(missing.failure()))
        .build();
  }
}
