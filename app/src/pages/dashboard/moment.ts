export { MomentContext } from "@/parts/moment";
