package dev.loxodonta.ingest.consolidation.cluster;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events of one session that hang together so far, by their numbers in the order of time. A large
 * one has a centre, by which most events that are linked to none of its members are told apart by
 * one comparison: angles obey the triangle inequality, so an event that is further from the centre
 * than the furthest member and the largest angle of a link together is too far from every member.
 * The centre is taken anew when the group has doubled. For one thread.
 */
final class LinkedGroup {

  /** For the rounding of angles, which is coarsest for small ones. */
  private static final double SLACK = 0.005;

  private final EventLinks links;
  private int[] members = new int[4];
  private int size;
  private int centredSize;
  private float @Nullable [] centre;
  private double radius;

  LinkedGroup(EventLinks links, int first) {
    this.links = links;
    members[0] = first;
    size = 1;
  }

  /** Returns the numbers of its events, ascending. */
  int[] members() {
    return Arrays.copyOf(members, size);
  }

  /** Returns the number of its last event. */
  int newest() {
    return members[size - 1];
  }

  /**
   * Returns whether a later event is linked to one of the group's; those before a number are too
   * old for that. The newest are tried first.
   */
  boolean isLinkedTo(int event, int from) {
    if (centre != null && links.angleTo(event, centre) > radius + links.widestAngle() + SLACK) {
      return false;
    }
    for (int i = size - 1; i >= 0 && members[i] >= from; i--) {
      if (links.areSimilar(members[i], event)) {
        return true;
      }
    }
    return false;
  }

  /** Adds a later event. */
  void add(int event) {
    if (size == members.length) {
      members = Arrays.copyOf(members, 2 * size);
    }
    members[size++] = event;
    if (size >= Math.max(links.smallestCentred(), 2 * centredSize)) {
      centreAnew();
    } else if (centre != null) {
      radius = Math.max(radius, links.angleTo(event, centre));
    }
  }

  /** Adds all events of another group. */
  void addAll(LinkedGroup other) {
    members = Arrays.copyOf(members, size + other.size);
    System.arraycopy(other.members, 0, members, size, other.size);
    size = members.length;
    Arrays.sort(members);
    if (size >= links.smallestCentred()) {
      centreAnew();
    }
  }

  private void centreAnew() {
    float[] newCentre = links.centre(members, size);
    radius = 0;
    for (int i = 0; i < size; i++) {
      radius = Math.max(radius, links.angleTo(members[i], newCentre));
    }
    centre = newCentre;
    centredSize = size;
  }
}
