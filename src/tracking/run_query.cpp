#include "petseg/tracking/run_query.h"

#include "tracking/run_filter.h"
#include "tracking/run_order.h"

namespace petseg {

RunSearch canonical(RunSearch search) {
  search.filter = RunFilter(search.filter).text();
  for (std::string& order : search.order_by) order = RunOrder(order).text();
  return search;
}

}  // namespace petseg
