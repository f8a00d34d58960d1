#include <torch/torch.h>

int main() { return add_one(-1); }
