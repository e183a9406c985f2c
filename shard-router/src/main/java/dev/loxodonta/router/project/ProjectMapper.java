package dev.loxodonta.router.project;

import com.google.protobuf.Timestamp;
import dev.loxodonta.router.v1.Project;
import dev.loxodonta.router.v1.TextIndexKind;
import dev.loxodonta.router.v1.VectorIndexKind;
import dev.loxodonta.type.v1.EmbeddingSpace;
import dev.loxodonta.type.v1.Metric;

/** Maps a project to the message. Pure. */
final class ProjectMapper {

  private ProjectMapper() {}

  static Project toProject(CatalogProject project, int slotCount) {
    ProjectSettings settings = project.settings();
    Project.Builder message =
        Project.newBuilder()
            .setProjectId(settings.projectId())
            .setDisplayName(settings.displayName())
            .setEmbeddingSpace(
                EmbeddingSpace.newBuilder()
                    .setModel(settings.model())
                    .setDimensions(settings.dimensions())
                    .setMetric(toMetric(settings.metric())))
            .setTextLanguage(settings.textLanguage())
            .setVectorIndexKind(toKind(settings.vectorIndexKind()))
            .setTextIndexKind(toKind(settings.textIndexKind()))
            .setTier(toTier(project.tier()))
            .setTierByHand(project.tierByHand())
            .setSlot(project.slot(slotCount))
            .setIsolated(project.ownSlot().isPresent())
            .setCreatedAt(
                Timestamp.newBuilder()
                    .setSeconds(project.createdAt().getEpochSecond())
                    .setNanos(project.createdAt().getNano()));
    settings.secondSpace().map(SecondSpaceMapper::toMessage).ifPresent(message::setSecondSpace);
    return message.build();
  }

  private static VectorIndexKind toKind(dev.loxodonta.postgres.VectorIndexKind kind) {
    return switch (kind) {
      case HNSW -> VectorIndexKind.VECTOR_INDEX_KIND_HNSW;
      case HNSW_BINARY -> VectorIndexKind.VECTOR_INDEX_KIND_HNSW_BINARY;
      case HNSW_PREFIX -> VectorIndexKind.VECTOR_INDEX_KIND_HNSW_PREFIX;
      case IVFFLAT -> VectorIndexKind.VECTOR_INDEX_KIND_IVFFLAT;
      case DISKANN -> VectorIndexKind.VECTOR_INDEX_KIND_DISKANN;
    };
  }

  private static TextIndexKind toKind(dev.loxodonta.postgres.TextIndexKind kind) {
    return switch (kind) {
      case GIN -> TextIndexKind.TEXT_INDEX_KIND_GIN;
      case BM25 -> TextIndexKind.TEXT_INDEX_KIND_BM25;
    };
  }

  private static dev.loxodonta.type.v1.Tier toTier(Tier tier) {
    return switch (tier) {
      case HOT -> dev.loxodonta.type.v1.Tier.TIER_HOT;
      case WARM -> dev.loxodonta.type.v1.Tier.TIER_WARM;
      case COLD -> dev.loxodonta.type.v1.Tier.TIER_COLD;
    };
  }

  static Metric toMetric(dev.loxodonta.postgres.Metric metric) {
    return switch (metric) {
      case COSINE -> Metric.METRIC_COSINE;
      case INNER_PRODUCT -> Metric.METRIC_INNER_PRODUCT;
      case L2 -> Metric.METRIC_L2;
    };
  }
}
